package io.mediachassis.backplane.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {
    @Test
    void theLastOpenedIsClosedFirstAndOneThatFailsStopsNone() {
        List<String> closed = new ArrayList<>();
        OpenParts open = new OpenParts();
        open.add(() -> closed.add("first"));
        open.add(() -> {
            throw new IOException("in use");
        });
        open.add(() -> closed.add("last"));
        open.close();
        open.close();
        assertEquals(List.of("last", "first"), closed, "each once");
    }
}
