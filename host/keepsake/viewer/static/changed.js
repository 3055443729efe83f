// Whether a field holds something else than it came with. What a person types while the scripts of a
// page are still on their way tells nobody that it is there, and must not be written over.

/**
 * @param {Element} field
 * @returns {boolean} false for buttons and for what a person does not fill in
 */
export function isChanged(field) {
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const first = options.find((one) => one.defaultSelected) ?? options[0];
    return field.multiple
      ? options.some((one) => one.selected !== one.defaultSelected)
      : field.selectedOptions[0] !== first;
  }
  if (field instanceof HTMLTextAreaElement) {
    return field.value !== field.defaultValue;
  }
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") {
    return false;
  }
  return ["checkbox", "radio"].includes(field.type)
    ? field.checked !== field.defaultChecked
    : field.value !== firstValue(field);
}

/**
 * @param {HTMLInputElement} field
 * @returns {string} what it came with, as a field of its type holds it: without ends of lines
 */
function firstValue(field) {
  const fresh = document.createElement("input");
  fresh.type = field.type;
  fresh.value = field.defaultValue;
  return fresh.value;
}

/** @param {HTMLFormElement} form */
export function isAnyChanged(form) {
  return [...form.elements].some(isChanged);
}
