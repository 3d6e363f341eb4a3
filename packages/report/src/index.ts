/** What leaves the house as a file: figures of a day, activity logs, alerts, maps. Counts and places only. */
export { ics214Csv, type Activity } from "./activity.ts";
export { capXml, type CapAlert } from "./cap.ts";
export { csvText, type Cell } from "./csv.ts";
export { dayCsv, dayFigures, type DayEnd, type DayFigures, type LinkNames, type RecordEntry } from "./day.ts";
export { corridorGeoJson, type MapLink, type MapStation } from "./geojson.ts";
export { calendarOf, dateOf, dayOf, localTime } from "./time.ts";
