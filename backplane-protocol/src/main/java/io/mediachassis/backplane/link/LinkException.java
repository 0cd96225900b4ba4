package io.mediachassis.backplane.link;

import io.mediachassis.backplane.proto.Fault;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that got no answer, or a fault for one. */
public final class LinkException extends IOException {
    private static final long serialVersionUID = 1;

    /** What happened to the request. */
    public enum Reason {
        /** The peer answered with a fault. */
        FAULT,
        /** No answer in time; the peer may or may not have done it. */
        TIMEOUT,
        /** The link went down first; the peer may or may not have done it. */
        CLOSED,
        /** Not sent: too many requests outstanding, or above the high-water mark. */
        BUSY,
        /** Not sent: above the frame limit. */
        TOO_LARGE
    }

    private final Reason reason;

    @SuppressWarnings("serial") // generated messages are serializable
    private final @Nullable Fault fault;

    public LinkException(Reason reason, String message) {
        this(reason, message, null);
    }

    LinkException(Reason reason, String message, @Nullable Fault fault) {
        super(message);
        this.reason = reason;
        this.fault = fault;
    }

    static LinkException of(Fault fault, String peer) {
        return new LinkException(Reason.FAULT, peer + " answered " + fault.getCode() + ": " + fault.getText(), fault);
    }

    /** What happened to the request; tells whether the peer may have done it. */
    public Reason reason() {
        return reason;
    }

    /** The peer's fault when the reason is {@link Reason#FAULT}. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }
}
