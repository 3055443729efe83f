/** The page shown once, after installation. */

import { fillWords } from "./fill.js";

fillWords();
