/** A corridor as GeoJSON (RFC 7946): stations and the links between them, with figures (RP5). Where a station is, is public; where a group is, is in no file. */

export interface MapStation {
  readonly id: string;
  readonly name: string;
  /** Degrees, WGS 84. */
  readonly lat: number;
  readonly lon: number;
  readonly figures: Readonly<Record<string, number | string | null>>;
}
export interface MapLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly figures: Readonly<Record<string, number | string | null>>;
}

/** Throws a `RangeError` for a link to a station that is not there, or a place that is none on Earth. */
export function corridorGeoJson(stations: readonly MapStation[], links: readonly MapLink[]): string {
  for (const { id, lat, lon } of stations)
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
      throw new RangeError(
        `The station ${id} is at ${lat}, ${lon}, which is nowhere. Give latitude and longitude in degrees.`,
      );
  const at = (id: string): [number, number] => {
    const station = stations.find((one) => one.id === id);
    if (station === undefined) throw new RangeError(`A link leads to ${id}, which is not among the stations. Name it.`);
    return [station.lon, station.lat];
  };
  const features = [
    ...stations.map(({ id, name, lon, lat, figures }) => ({
      type: "Feature",
      id,
      geometry: { type: "Point", coordinates: [lon, lat] },
      properties: { kind: "station", name, ...figures },
    })),
    ...links.map(({ id, from, to, figures }) => ({
      type: "Feature",
      id,
      geometry: { type: "LineString", coordinates: [at(from), at(to)] },
      properties: { kind: "link", from, to, ...figures },
    })),
  ];
  return `${JSON.stringify({ type: "FeatureCollection", features })}\n`;
}
