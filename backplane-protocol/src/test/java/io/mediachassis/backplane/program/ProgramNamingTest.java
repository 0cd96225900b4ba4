package io.mediachassis.backplane.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramNamingTest {
    @Test
    void idsComeFromTitles() {
        assertEquals("big-buck-bunny", ProgramNaming.of("Big Buck Bunny!", Set.of()::contains));
        assertEquals("strasse-uber-3", ProgramNaming.of("Strasse Über", Set.of("strasse-uber", "strasse-uber-2")::contains));
        assertEquals("program", ProgramNaming.of("???", Set.of()::contains));
        assertTrue(ProgramNaming.isId(ProgramNaming.of("x".repeat(500), Set.of()::contains)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-film", "Film", "der film", "../film", "ü"})
    void whatIsNoneIsNone(String id) {
        assertFalse(ProgramNaming.isId(id));
    }
}
