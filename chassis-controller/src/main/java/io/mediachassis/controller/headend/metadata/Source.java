package io.mediachassis.controller.headend.metadata;

/** Where a client finds a file. */
public record Source(Role role, String address, String directory, String name) {
    /** What a server is to a file. */
    public enum Role {
        PRIMARY, ALTERNATE,
        /** Another client, for a time. */
        CLIENT
    }

    /** Directory and name, from the root on: {@code /films/a.ts}. */
    public String path() {
        String folder = directory.replaceAll("^/+|/+$", "");
        return "/" + (folder.isEmpty() ? "" : folder + "/") + name;
    }
}
