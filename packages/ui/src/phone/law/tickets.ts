/** Tickets bring a maker and a reader of QR codes with them; fetched when the first one is shown or read. */
export { ScanSheet } from "./ScanSheet.tsx";
export { TicketSheet } from "./TicketSheet.tsx";
