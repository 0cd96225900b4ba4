package io.mediachassis.blade.storage;

import java.util.Locale;

/** Names of the files in the data folder. */
final class StoreFiles {
    static final String STORE = "store.json";
    static final String LOCK = "store.lock";
    static final String MANIFEST = "manifest.json";
    static final String PROGRAMS = "programs";
    static final String DAMAGED = "damaged";
    /** End of the name of a file that is still being written; any such file is removed at start. */
    static final String TEMPORARY = ".part";

    private StoreFiles() {}

    static String media(int segment) {
        return String.format(Locale.ROOT, "%05d.ts", segment);
    }

    static String sidecar(int segment) {
        return String.format(Locale.ROOT, "%05d.idx", segment);
    }
}
