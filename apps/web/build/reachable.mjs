/** Names of everything a page can come to load: its scripts, those they import now or later, styles, and what styles name. */
export function reachable(bundle, page) {
  const found = new Set([page]);
  const chunks = Object.values(bundle).filter(({ type }) => type === "chunk");
  const waiting = chunks.filter(({ facadeModuleId }) => facadeModuleId?.replaceAll("\\", "/").endsWith(`/${page}`));
  for (const chunk of waiting) {
    if (found.has(chunk.fileName)) continue;
    found.add(chunk.fileName);
    const { importedCss = [], importedAssets = [] } = chunk.viteMetadata ?? {};
    for (const name of [...importedCss, ...importedAssets]) found.add(name);
    waiting.push(...[...chunk.imports, ...chunk.dynamicImports].flatMap((name) => bundle[name] ?? []));
  }
  // Files that styles name.
  for (const name of [...found].filter((one) => one.endsWith(".css")))
    for (const asset of Object.keys(bundle).filter((one) => contents(bundle[name]).includes(one.split("/").at(-1))))
      found.add(asset);
  return found;
}

/** The bytes of a file of the bundle, as they are written. */
export function contents(file) {
  return Buffer.from(file.type === "chunk" ? file.code : file.source);
}
