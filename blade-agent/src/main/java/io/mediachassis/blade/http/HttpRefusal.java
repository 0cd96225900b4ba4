package io.mediachassis.blade.http;

/** A request that is refused, with what the client gets: a status and JSON with an error and a hint. */
public final class HttpRefusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String hint;
    private final String challenge;

    /**
     * Describes a refusal.
     *
     * @param status 400 to 599
     * @param error what is wrong, for people
     * @param hint what to do about it
     */
    public HttpRefusal(int status, String error, String hint) {
        this(status, error, hint, "");
    }

    /** @param challenge what WWW-Authenticate says; empty: the scheme alone with 401, and nothing with others */
    public HttpRefusal(int status, String error, String hint, String challenge) {
        super(error);
        this.status = status;
        this.hint = hint;
        this.challenge = challenge.isEmpty() && status == 401 ? "Bearer" : challenge;
    }

    /** Of WWW-Authenticate; empty: there is none. */
    public String challenge() {
        return challenge;
    }

    public int status() {
        return status;
    }

    public String hint() {
        return hint;
    }
}
