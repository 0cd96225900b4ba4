package io.mediachassis.blade.http;

import java.util.concurrent.CompletionStage;

/** What is to be done about a request. */
sealed interface Handling {
    /**
     * It is answered at once.
     *
     * @param close whatever the client wishes, nothing that follows may be read
     */
    record Reply(Answer answer, boolean close) implements Handling {}

    /** It is answered once this completes, on any thread; it fails with {@link HttpRefusal}. */
    record Later(CompletionStage<Answer> answer) implements Handling {}

    /** Its body is a program, which is to be taken in. */
    record Take(String programId) implements Handling {}

    /** Its body is a stream that goes onward. */
    record Distribute(String id) implements Handling {}
}
