"""Reading: who said what and when, worked out from what was seen (FORMAT.md 4.16). Pure.

The stages are functions on plain data, in this order:

- `views`: lines of the artifact `views` -> records, styles, looks;
- `tree`, `words`: one record -> elements with what the browser knew of them, their words as shown;
- `parts`: the words of an item as parts in parts, down to single runs; `cuts`: lines that hold
  several things;
- `slots`: parts of many items in one place;
- `signals`: small functions, slot -> how much it looks like something, 0 to 1;
- `weights`, `label`: all of them weighed in one table -> what each slot is;
- `site`, `selectors`: where a known platform says who and when, as one more kind of evidence;
- `body`, `authors`, `accounts`, `times`, `sides`, `groups`, `kinds`: what that makes of each item;
- `read`: items with author, time, side, words, each field with where it is from and how sure it is;
- `told`: what of that is sure enough to be told;
- `owners`: whose the accounts are that items show;
- `standing`: the same without what does not stand in what was seen; `kept`: as it is kept;
- `explain`: why.

Nothing here knows a site or a language: words of languages and shapes of platforms are data.
"""
