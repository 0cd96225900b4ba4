package io.mediachassis.blade.http;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Takes programs in. Called on event loops, must not block; stages complete on any thread. */
public interface IngestDesk {
    /**
     * A client is about to deliver a program.
     *
     * @param title for people, from the query ({@code ?title=}); the id where there is none
     * @param bytes as announced; absent when the body is chunked
     * @return fails with {@link HttpRefusal}: 409 there is one already, 413 too large, 507 no room, 503 busy
     */
    CompletionStage<Intake> begin(String programId, String title, OptionalLong bytes);

    /** One delivery: writes one after the other, then {@link #finish} or {@link #abort}. */
    interface Intake {
        /**
         * The next bytes. They stay valid until the stage completes, and no more are given before it does: this is the
         * back-pressure. A failure ends the delivery, with an {@link HttpRefusal} as the answer; abort is not called.
         */
        CompletionStage<Void> write(ByteBuffer bytes);

        /** All bytes were given. Completes when the program is safe (201); fails as {@link #write}. */
        CompletionStage<Void> finish();

        /** The client went away, or broke the protocol. */
        void abort(String reason);
    }
}
