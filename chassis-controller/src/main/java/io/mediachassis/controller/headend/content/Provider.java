package io.mediachassis.controller.headend.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** Where contents come from. Blocks; any thread. */
interface Provider {
    /**
     * A source, opened.
     *
     * @param length of the whole, in bytes; -1: it isn't told
     * @param version changes when the source does (an entity tag, a time of change); empty: it isn't told
     * @param offset of the first byte that the stream gives
     */
    record Opened(InputStream stream, long length, String version, long offset) {}

    /** It can't be had, however often it is asked for. */
    final class Hopeless extends IOException {
        private static final long serialVersionUID = 1;

        Hopeless(String text) {
            super(text);
        }
    }

    /**
     * Opens it, from an offset if that is possible, else from its beginning.
     *
     * @throws Hopeless when asking again is of no use
     */
    Opened open(URI source, long offset) throws IOException, InterruptedException;
}
