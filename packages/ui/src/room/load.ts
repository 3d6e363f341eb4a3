/** The control room, fetched when somebody sits down at one: a phone does not carry it. */
export const loadRoom = async () => (await import("./RoomApp.tsx")).RoomApp;
