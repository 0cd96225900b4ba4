package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.OID;

/** Whatever our files for managers name is in a MIB module and in a walk of the agent, and each file can be read. */
class NmsFilesTest {
    private static final Pattern NUMERIC = Pattern.compile("(?<![\\d.])\\.?(1\\.3\\.6\\.1(?:\\.\\d+)+)");
    private static final Pattern NAME =
            Pattern.compile("\\b([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+::\\w+)(?:\\.(\\d+))?");
    private static final Pattern WORD = Pattern.compile("\\b(?:mc|ent|sys)[A-Z]\\w*");

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(NmsFiles.FOLDER)) {
            return all.filter(p -> Files.isRegularFile(p) && !p.endsWith("README.md")).sorted().toList();
        }
    }

    @Test
    void eachIsWellFormed() throws IOException {
        List<Path> files = files();
        assertEquals(7, files.size(), files.toString());
        for (Path file : files) {
            assertTrue(NmsFiles.tree(file).isObject(), file.toString());
        }
    }

    @Test
    void aFileThatIsNotIsFoundOut(@TempDir Path folder) throws IOException {
        for (String text : List.of("a: 1\na: 2\n", "a: [1\n", "a: 1\n---\nb: 2\n", "\ta: 1\n")) {
            Path file = Files.writeString(folder.resolve("bad.yml"), text);
            assertThrows(UncheckedIOException.class, () -> NmsFiles.tree(file), text);
        }
        Path file = Files.writeString(folder.resolve("bad.json"), "{\"a\": 1, \"a\": 2}");
        assertThrows(UncheckedIOException.class, () -> NmsFiles.tree(file));
    }

    @Test
    void numbersAreOfObjectsThatTheAgentHas() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        for (Path file : files()) {
            Matcher m = NUMERIC.matcher(NmsFiles.text(file));
            while (m.find()) {
                seen.add(m.group(1));
                OID oid = new OID(m.group(1));
                String what = m.group(1) + " in " + file;
                MibNode node = NmsFiles.MIB.above(oid).orElseThrow(() -> new NoSuchElementException(what));
                assertTrue(node.oid().equals(oid) || node.readable(), what + " is in no MIB module");
                assertTrue(UnitWalks.get().well().has(oid) || (!node.readable() && hasReadable(node)),
                        what + " is not in the walk");
            }
        }
        assertTrue(seen.size() > 60, seen.toString());
    }

    private static boolean hasReadable(MibNode node) {
        return NmsFiles.MIB.under(node).stream().anyMatch(n -> UnitWalks.get().well().has(n.oid()))
                || node.name().equals("mediaChassisUnit");
    }

    @Test
    void namesAreOfObjectsThatTheAgentHas() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        for (Path file : files()) {
            Matcher m = NAME.matcher(NmsFiles.text(file));
            while (m.find()) {
                if (m.group(1).startsWith("SNMPv2-TC::")) {
                    continue; // The name of a value map.
                }
                seen.add(m.group(1));
                OID oid = new OID(NmsFiles.MIB.node(m.group(1)).oid());
                if (m.group(2) != null) {
                    oid.append(Integer.parseInt(m.group(2)));
                }
                assertTrue(UnitWalks.get().well().has(oid), m.group() + " in " + file + " is not in the walk");
            }
            Matcher word = WORD.matcher(NmsFiles.text(file));
            while (word.find()) {
                assertFalse(NmsFiles.MIB.node(word.group()).access().equals("accessible-for-notify"), word.group());
            }
        }
        assertTrue(seen.size() > 30, seen.toString());
    }

    @Test
    void theModuleNameIsAsItsNodesSay() {
        MibNode role = NmsFiles.MIB.node("MEDIA-CHASSIS-MIB::mcBladeRole");
        assertEquals("1.3.6.1.4.1.32473.2.1.4.1.4", role.oid().toString());
        assertEquals("{1=none, 2=engine, 3=director, 4=caretaker}", role.values().toString());
        assertEquals(List.of("mcBladeSlot"), role.indexes());
        assertTrue(NmsFiles.MIB.node("mcCounterValue").implied());
        assertEquals("{1=true, 2=false}", NmsFiles.MIB.node("mcBladePowered").values().toString());
        assertThrows(NoSuchElementException.class, () -> NmsFiles.MIB.node("mcBladeColour"));
    }
}
