// The words with which pages lead to the next or an earlier part of what they show, by language.
// A way is named in nothing but words of this list, whatever order a language puts them in.

/** What says which way. */
const ONWARD = {
  en: "next|older",
  fr: "suivante?s?|suite|plus anciens|plus anciennes|plus ancien|plus ancienne",
  de: "weiter|weiteren?|nächste[nrs]?|ältere[nrs]?",
  es: "siguientes?|próxim[ao]s?|más antigu[ao]s",
  pt: "seguintes?|próxim[ao]s?|mais antig[ao]s",
  it: "successiv[aieo]|prossim[aieo]|più vecchi[eo]?|avanti",
  nl: "volgende|oudere",
  pl: "następn[aey]|starsze|dalej",
  ru: "далее|дальше|следующ\\p{L}+|вперёд|вперед|старше",
  tr: "sonraki|ileri|daha eski",
  ar: "التالي|التالية|الأقدم",
  ja: "次へ|次の|次のページ|次|続き",
  zh: "下一页|下一頁|下页|下一个|后页|下一步",
  ko: "다음|다음 페이지",
};
const BACKWARD = {
  en: "previous|prev|newer|preceding",
  fr: "précédente?s?|antérieure?s?|plus récents|plus récentes|plus récent|plus récente",
  de: "zurück|vorherige[nrs]?|vorige[nrs]?|frühere[nrs]?|neuere[nrs]?",
  es: "anterior(?:es)?|más recientes",
  pt: "anterior(?:es)?|mais recentes",
  it: "precedent[ei]|più recenti",
  nl: "vorige|nieuwere",
  pl: "poprzedni\\p{L}*|nowsze",
  ru: "назад|предыдущ\\p{L}+|новее",
  tr: "önceki|daha yeni",
  ar: "السابق|السابقة|الأحدث",
  ja: "前へ|前の|前のページ|前",
  zh: "上一页|上一頁|上页|上一个|前页",
  ko: "이전|이전 페이지",
};
/** The same, where it is said of what: alone it is another button's. */
const ONWARD_OF = {
  en: "following|later|more recent",
  fr: "d après|ultérieure?s?",
  de: "folgende[nrs]?|spätere[nrs]?",
};
const BACKWARD_OF = { en: "earlier|before|last", fr: "d avant", de: "letzte[nrs]?" };
/** What there is more of. */
const THINGS = {
  en: "pages?|messages?|posts?|comments?|repl(?:y|ies)|answers?|reviews?|tweets?|items?|results?|threads?|topics?|entr(?:y|ies)|articles?|chapters?|parts?|e-?mails?|conversations?|stor(?:y|ies)|photos?|screen|set|batch|section|days?|months?|weeks?|years?",
  fr: "pages?|messages?|publications?|commentaires?|réponses?|avis|résultats?|articles?|sujets?|billets?|entrées?|chapitres?|parties?|courriels?|conversations?|jours?|mois|semaines?|années?",
  de: "seiten?|nachrichten?|beitr[aä]ge?|kommentare?|antwort(?:en)?|ergebnisse?|themen|einträge?|tage?|monate?",
  es: "páginas?|mensajes?|publicaci(?:ón|ones)|comentarios?|respuestas?|resultados?|entradas?|artículos?",
  pt: "páginas?|mensagens|mensagem|publicaç(?:ão|ões)|comentários?|respostas?|resultados?|artigos?",
  it: "pagin[ae]|messagg[io]i?|comment[io]|rispost[ae]|risultat[io]|articol[io]",
  nl: "pagina'?s?|berichten?|reacties?|antwoorden",
  pl: "stron[ay]?|wiadomości|komentarze|posty",
  ru: "страниц\\p{L}*|сообщени\\p{L}*|комментари\\p{L}*|ответ\\p{L}*|запис\\p{L}*",
  tr: "sayfa|mesajlar|yorumlar",
  ja: "ページ|メッセージ|コメント|件",
  zh: "页|頁|消息|评论",
  ko: "페이지|메시지|댓글",
};
/** What may stand between them. */
const BETWEENS =
  "go|goto|to|the|of|on|in|for|see|show|view|load|read|get|all|more|an?|click|here|by|" +
  "aller|à|au|la|le|les|l|voir|afficher|charger|de|des|du|vers|lire|" +
  "zur|zum|zu|die|der|das|anzeigen|laden|ir|ver|el|los|las|o|os|as|vai|alla|" +
  "naar|de|het|do|na|на|к|へ|を|の";

/** @param {...Record<string, string>} lists */
const anyOf = (...lists) =>
  new RegExp(`^(?:${lists.flatMap((list) => Object.values(list)).join("|")})$`, "iu");

export const ON = anyOf(ONWARD);
export const BACK = anyOf(BACKWARD);
export const ON_WITH = anyOf(ONWARD_OF);
export const BACK_WITH = anyOf(BACKWARD_OF);
export const THING = anyOf(THINGS);
export const BETWEEN = new RegExp(`^(?:${BETWEENS})$`, "iu");
