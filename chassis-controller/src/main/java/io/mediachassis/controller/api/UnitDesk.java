package io.mediachassis.controller.api;

import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributeStop;
import io.mediachassis.backplane.proto.NvodReply;
import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.backplane.proto.NvodStop;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What the management API asks of its controller. Called on the API's event loop, except {@link #events}, which may read
 * the disk and is called on a worker thread; nothing may block but that. Results may come on any thread.
 */
public interface UnitDesk {
    /** The unit as last put together; immutable. */
    UnitSnapshot snapshot();

    /** Events above a number, oldest first. */
    List<UnitEvent> events(long after, int limit);

    /** The newest events, oldest of them first. */
    List<UnitEvent> newestEvents(int limit);

    /** Every event from now on, on any thread; the listener must only hand on. Closing ends it. */
    AutoCloseable follow(Consumer<UnitEvent> listener);

    /** Switches a blade on or off. */
    CompletionStage<Result> power(int slot, boolean on);

    /**
     * Has a blade hand its work over and switches it off.
     *
     * @param extract to be taken out: whatever is put in next may run
     * @param force at once, whatever still runs on it
     */
    CompletionStage<Result> out(int slot, boolean extract, boolean force);

    /** Resets a blade's board. */
    CompletionStage<Result> reset(int slot);

    /** Lights a blade's identify indicator, or puts it out. */
    CompletionStage<Result> identify(int slot, boolean on);

    /** Hands the director's role to the blade in this slot. */
    CompletionStage<Result> handOver(int slot);

    /** Makes the other controller the active one. */
    CompletionStage<Result> switchOver();

    /** Asks the director where a program is to go; fails with a {@link DeskException}. */
    CompletionStage<PublishReply> publish(PublishRequest request);

    /** Asks the director to start a staggered multicast set; fails with a {@link DeskException}. */
    CompletionStage<NvodReply> nvodStart(NvodStart order);

    /** Asks the director to stop one; fails with a {@link DeskException}. */
    CompletionStage<NvodReply> nvodStop(NvodStop order);

    /** Asks a blade to take a stream in and send it onward; fails with a {@link DeskException}. */
    CompletionStage<DistributeReply> distribute(int slot, DistributeStart order);

    /** Asks a blade to stop that; fails with a {@link DeskException}. */
    CompletionStage<DistributeReply> distributeStop(int slot, DistributeStop order);

    /** How an order ended. */
    enum Outcome {
        DONE,
        /** The state of the unit forbids it. */
        REFUSED,
        /** There is no such thing. */
        NOT_FOUND,
        /** No answer within the time allowed; it may have happened or not. */
        TIMED_OUT
    }

    /**
     * The end of an order.
     *
     * @param text what happened, a sentence
     * @param hint what to do about it; may be empty
     */
    record Result(Outcome outcome, String text, String hint) {
        public static Result done(String text) {
            return new Result(Outcome.DONE, text, "");
        }

        public static Result refused(String text, String hint) {
            return new Result(Outcome.REFUSED, text, hint);
        }
    }

    /** An order that did not come to a result; its message is for the operator. */
    final class DeskException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String hint;

        public DeskException(String message, String hint) {
            super(message);
            this.hint = hint;
        }

        public String hint() {
            return hint;
        }
    }
}
