package io.mediachassis.controller.headend.content;

/** What the content manager was asked can't be done: what, and what to do about it. */
public final class ContentRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String hint;

    /** @param status HTTP's */
    public ContentRefusal(int status, String text, String hint) {
        super(text, null, false, false);
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
