package io.mediachassis.blade.distribution;

/** An order, a header or an input can't be taken; the message says what and where, the hint what to do. */
public final class DistributionRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    /** @param status HTTP's: 400, 403, 404, 409, 415, 503, 507 */
    public DistributionRefused(int status, String text, String hint) {
        super(text);
        this.status = status;
        this.hint = hint;
    }

    public int status() {
        return status;
    }

    /** What it says, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public String hint() {
        return hint;
    }
}
