package io.mediachassis.blade.ingest;

/** Told how an ingest goes on, on its thread, after each megabyte or so; must be quick. */
public interface IngestListener {
    /**
     * Some more is done.
     *
     * @param bytesDone of the state's input (REMUXING: of its output)
     * @param bytesTotal of the input, 0 when not known
     * @param percent of this state, 0 to 100, -1 when not known
     */
    void progress(IngestState state, long bytesDone, long bytesTotal, double percent);
}
