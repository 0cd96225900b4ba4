package io.mediachassis.blade.ingest;

/** What is being done with a program that is taken in. */
public enum IngestState {
    /** Its bytes come in and are kept aside, since they have to be remuxed from a file. */
    RECEIVING,
    /** ffmpeg makes a transport stream of it, which is cut and stored. */
    REMUXING,
    /** It is a transport stream, which is cut and stored. */
    CUTTING
}
