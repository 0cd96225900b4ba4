package io.mediachassis.controller.headend.metadata;

/**
 * A file server that an owner says is his.
 *
 * @param proof what he puts there to prove it: the content and the name of a file
 * @param shared whether files of all owners may lie there; the operator's word
 */
public record FileServer(ServerAddress address, String owner, Standing standing, String proof, boolean shared)
        implements Entry {
    /** Whether it is believed to be his. */
    public enum Standing {
        /** He says so; others may say so too. */
        CLAIMED,
        /** The proof was found there. */
        PROVEN,
        /** The operator says so. */
        APPROVED
    }

    @Override
    public String id() {
        return address.text() + " " + owner;
    }

    boolean isHis() {
        return standing != Standing.CLAIMED;
    }

    FileServer standing(Standing now) {
        return new FileServer(address, owner, now, proof, shared);
    }
}
