package io.mediachassis.controller.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final URI ASKED = URI.create("http://127.0.1.101:8081/v1/unit");

    @Test
    void aRefusalIsTheApisOwnWordWithItsHint() {
        ChassisException e = Answers.refusal(ASKED, 409, "{\"error\": \"slot 9 is empty\", \"hint\": \"look\"}");
        assertEquals("slot 9 is empty", e.getMessage());
        assertEquals("look", e.hint());
        assertEquals(409, e.status());
    }

    @Test
    void anybodyElsesErrorSaysWhoAnsweredWhat() {
        ChassisException e = Answers.refusal(ASKED, 502, "<html>Bad Gateway</html>");
        assertEquals(ASKED + " answered 502", e.getMessage());
        assertEquals(502, e.status());
    }

    @Test
    void whatIsNoJsonIsNoController() {
        ChassisException e = assertThrows(ChassisException.class, () -> Answers.parse(ASKED, "<html>"));
        assertTrue(e.getMessage().contains(ASKED.toString()), e.getMessage());
        assertTrue(e.hint().contains("controller"), e.hint());
    }

    @Test
    void nobodyThereNamesTheControllerAndWhy() {
        ChassisException e = Answers.unreachable(ASKED, new IOException());
        assertEquals("no answer from http://127.0.1.101:8081/: IOException", e.getMessage());
        assertEquals(0, e.status());
    }

    @Test
    void anInterruptedCallerStaysInterrupted() {
        Answers.interrupted();
        assertTrue(Thread.interrupted());
    }
}
