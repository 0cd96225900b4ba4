package io.mediachassis.sim.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The owner is this thread: it comes as soon as it is woken. */
class MailboxTest {
    private final List<String> done = new ArrayList<>();
    private Mailbox mailbox = new Mailbox(this::owner);

    private void owner() {
        mailbox.run();
    }

    @Test
    void whatIsAskedIsAnswered() {
        mailbox.call(() -> done.add("called"));
        assertEquals("answer", mailbox.ask(() -> "answer"));
        assertEquals(List.of("called"), done);
    }

    @Test
    void whatThrowsThrowsAtTheCallerAndNotAtTheOwner() {
        CompletionException e = assertThrows(CompletionException.class, () -> mailbox.call(() -> {
            throw new IllegalArgumentException("no such slot");
        }));
        assertInstanceOf(IllegalArgumentException.class, e.getCause());
        mailbox.call(() -> done.add("next"));
        assertEquals(List.of("next"), done);
    }

    @Test
    void theEndDoesWhatWaitsAndTakesNothingMore() {
        mailbox = new Mailbox(() -> { });
        mailbox.post(() -> done.add("waited"));
        mailbox.close();
        assertEquals(List.of("waited"), done);
        assertThrows(IllegalStateException.class, () -> mailbox.call(() -> done.add("late")));
    }
}
