package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvTest {
    @Test
    void whatIsWrittenIsReadAsItWas() {
        List<String> values = List.of("plain", "a,b", "a \"b\"", "one\ntwo\n", "", "\u00e4");
        assertEquals(List.of(values, values), Csv.read(Csv.line(values) + Csv.line(values)));
        assertEquals(List.of(List.of("a", "")), Csv.read("\uFEFFa,\n\n"));
        assertEquals(List.of(), Csv.read("\r\n"));
    }

    @Test
    void quotesThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Csv.read("a,\"b"));
        assertThrows(IllegalArgumentException.class, () -> Csv.read("a\"b"));
    }
}
