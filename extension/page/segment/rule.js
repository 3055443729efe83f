// What picks items, where nothing is known of them.

/** @type {Readonly<KeepsakeRows>} */
const PLAIN = Object.freeze({
  selector: "",
  idName: "",
  stem: null,
  innermost: false,
  structural: false,
});

/** Whatever a text may stand in. */
const TEXTS = "p,h1,h2,h3,h4,li,tr,pre,blockquote,img,figure,table";

export { PLAIN, TEXTS };
