package io.mediachassis.controller.headend.metadata;

/** Why the meta data server does not do what it was asked, for whoever asked. */
public final class MetadataRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String hint;

    /**
     * Describes a refusal.
     *
     * @param status of HTTP, 400 to 599
     * @param error what is wrong
     * @param hint what to do about it
     */
    public MetadataRefusal(int status, String error, String hint) {
        super(error);
        this.status = status;
        this.hint = hint;
    }

    public int status() {
        return status;
    }

    public String hint() {
        return hint;
    }
}
