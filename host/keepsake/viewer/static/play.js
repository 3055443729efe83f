// Says so where this browser cannot play something, and gives sound alone no empty picture.

/** @param {HTMLMediaElement} player */
function tell(player) {
  player.hidden = true;
  const told = player.nextElementSibling;
  if (told instanceof HTMLElement) {
    told.hidden = false;
  }
}

for (const player of document.querySelectorAll("audio, video")) {
  if (!(player instanceof HTMLMediaElement)) {
    continue;
  }
  const kind = player.dataset.kind ?? "";
  if (kind && player.canPlayType(kind) === "") {
    tell(player);
  }
  player.addEventListener("error", () => tell(player));
  player.addEventListener("loadedmetadata", () => {
    if (player instanceof HTMLVideoElement) {
      player.classList.toggle("sound-only", player.videoWidth === 0);
    }
  });
}

export {};
