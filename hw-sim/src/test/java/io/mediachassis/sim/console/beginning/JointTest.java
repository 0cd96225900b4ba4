package io.mediachassis.sim.console.beginning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each packet is told by a letter. */
class JointTest {
    private static byte[] packets(String letters) {
        byte[] packets = new byte[letters.length() * TsPacket.SIZE];
        for (int i = 0; i < letters.length(); i++) {
            Arrays.fill(packets, i * TsPacket.SIZE, (i + 1) * TsPacket.SIZE, (byte) letters.charAt(i));
        }
        return packets;
    }

    /** What comes before the joint; with a question mark behind it where there is none. */
    private static String before(String stream, String program) throws IOException {
        Joint joint = new Joint(packets(stream));
        StringBuilder before = new StringBuilder();
        byte[] all = packets(program);
        for (int at = 0; at < all.length; at += TsPacket.SIZE) {
            if (joint.packet(all, at, (memory, offset) -> before.append((char) memory[offset]))) {
                return before.toString();
            }
        }
        return before + "?";
    }

    @Test
    void whatIsBeforeIsPassedOn_andNothingTwice() throws IOException {
        assertEquals("abc", before("def", "abcdefghi"));
        assertEquals("", before("abc", "abcdef"));
        assertEquals("abcde", before("f", "abcdef"));
    }

    @Test
    void whatBeginsAlike_isNotTheJoint() throws IOException {
        assertEquals("dedx", before("def", "dedxdef"));
        assertEquals("n", before("nnx", "nnnx"));
        assertEquals("abab", before("ababac", "abababababac".substring(2)));
        assertEquals("abab", before("abac", "abababac"));
    }

    @Test
    void whereThereIsNone_allIsPassedOnButWhatMayStillBecomeIt() throws IOException {
        assertEquals("abc?", before("xyz", "abc"));
        assertEquals("abc?", before("de", "abcd"));
    }

    @Test
    void asIndexOfHasIt() throws IOException {
        Random random = new Random(11);
        for (int run = 0; run < 2000; run++) {
            StringBuilder program = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                program.append((char) ('a' + random.nextInt(2)));
            }
            int from = random.nextInt(50);
            String stream = program.substring(from, from + 1 + random.nextInt(9));
            assertEquals(program.substring(0, program.indexOf(stream)), before(stream, program.toString()),
                    stream + " in " + program);
        }
    }

    @Test
    void itTakesWholePackets() {
        assertThrows(IllegalArgumentException.class, () -> new Joint(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> new Joint(new byte[189]));
    }
}
