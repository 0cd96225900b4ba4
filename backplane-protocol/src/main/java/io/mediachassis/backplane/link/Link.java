package io.mediachassis.backplane.link;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An established connection to one other board: TLS done, hellos exchanged and checked. Any thread may call it; nothing
 * here blocks. Messages of one thread leave in the order in which it gave them.
 */
public interface Link {
    /** The peer's hello, already checked against its certificate. */
    Hello peer();

    /**
     * Sends a one-way message.
     *
     * @return false (and counted) when the link is closed, above its high-water mark, or the message exceeds the frame
     *     limit; the message is then gone. True says that it was queued, not that the peer has it.
     */
    boolean send(Envelope.Builder message);

    /**
     * Sends a request; its number is set here.
     *
     * @param timeout how long to wait for the reply, from now
     * @return the reply, or {@link LinkException} on a fault, the time-out, a close, or too many requests outstanding;
     *     completed on the link's event loop
     */
    CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout);

    /** Answers a request. An answer to something that was no request is dropped. */
    void reply(Envelope request, Envelope.Builder answer);

    /** Answers a request with a fault. The text says what, where and what to do. */
    void fault(Envelope request, Fault.Code code, String text);

    /**
     * Closes in order: {@link LinkHandler#onDown} with {@link LinkDown#CLOSED_HERE} first, then the connection. The
     * peer takes a closed link as proof that this board has given up whatever role it had, so give it up before this
     * call.
     */
    void close();
}
