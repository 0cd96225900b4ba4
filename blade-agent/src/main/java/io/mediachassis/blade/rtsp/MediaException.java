package io.mediachassis.blade.rtsp;

/** Why the desk refuses, with the RTSP status that the console gets. */
public final class MediaException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int rtspStatus;

    /**
     * Describes a refusal.
     *
     * @param rtspStatus 400 to 599 (RFC 2326 7.1.1)
     * @param text what, where and what to do; logged, and sent as the reason
     */
    public MediaException(int rtspStatus, String text) {
        super(text);
        if (rtspStatus < 400 || rtspStatus > 599) {
            throw new IllegalArgumentException("not a refusal: " + rtspStatus);
        }
        this.rtspStatus = rtspStatus;
    }

    public int rtspStatus() {
        return rtspStatus;
    }
}
