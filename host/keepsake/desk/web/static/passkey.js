// Asks the browser for a passkey, to sign in or to make one, and sends on who enrols another way: the secret of
// their link stands behind its `#`. Nothing else here needs a script.

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const passkey = /** @type {HTMLButtonElement} */ (document.querySelector("#passkey"));
const organisation = /** @type {HTMLButtonElement | null} */ (
  document.querySelector("#organisation")
);
const making = main.dataset.making === "true";

/**
 * Shows one of the texts that stand in the page.
 *
 * @param {string} name
 */
function show(name) {
  for (const text of main.querySelectorAll("[data-told]")) {
    text.toggleAttribute("hidden", text.getAttribute("data-told") !== name);
  }
}

/**
 * @param {string} path
 * @param {object} told
 */
async function ask(path, told) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(told),
  });
  if (answer.status === 403) {
    throw new Error("refused");
  }
  if (!answer.ok) {
    throw new Error("silent");
  }
  return answer.json();
}

/** @param {any} options */
async function answerTo(options) {
  const made = making
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
      })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      });
  return /** @type {PublicKeyCredential} */ (made).toJSON();
}

/** @param {object} told */
async function byPasskey(told) {
  const path = location.pathname;
  const options = await ask(`${path}/begin`, told);
  const answer = await answerTo(options);
  return ask(`${path}/finish`, { ...told, answer });
}

/** @param {object} told */
async function byOrganisation(told) {
  return ask(`${location.pathname}/organisation`, told);
}

/**
 * @param {HTMLButtonElement} button
 * @param {(told: object) => Promise<any>} way
 */
async function go(button, way) {
  button.disabled = true;
  show("");
  try {
    const { to } = await way(making ? { link: location.hash.slice(1) } : {});
    location.replace(to);
  } catch (error) {
    const known = error instanceof Error && ["refused", "silent"].includes(error.message);
    // The browser does not say whether somebody changed their mind or has none.
    show(known ? /** @type {Error} */ (error).message : "ended");
  } finally {
    button.disabled = false;
  }
}

if ("PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential) {
  passkey.addEventListener("click", () => go(passkey, byPasskey));
} else {
  show("unable");
}
organisation?.addEventListener("click", () => go(organisation, byOrganisation));

export {};
