package io.mediachassis.blade.obtain;

/** What a console can hope for that asks for what the station lacks. */
public enum Outlook {
    /** It comes. */
    COMING,
    /** No station has it. */
    UNKNOWN,
    /** As much comes already as may, or nobody could be asked: later, perhaps. */
    NOT_NOW
}
