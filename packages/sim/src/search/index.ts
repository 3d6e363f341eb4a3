export { NEEDLE_BYTES_MIN, needlesFor, type Secrets } from "./needles.ts";
export { searchFiles, searchPlaintext, type Found, type SearchResult } from "./search.ts";
