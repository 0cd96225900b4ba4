package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames as they are on the wire (RFC 826). */
class ArpPacketTest {
    private static final long BLADE = 0x0200_0000_0007L;
    private static final int STATION = 0x0a390064;
    /** 02:00:00:00:00:09, 10.57.0.200, asks who has 10.57.0.100; padded to the least size of a frame. */
    private static final byte[] QUESTION = Arrays.copyOf(HexFormat.of().parseHex(
            "ffffffffffff0200000000090806" + "0001080006040001" + "0200000000090a3900c8" + "0000000000000a390064"), 60);

    @Test
    void aQuestionIsAnsweredToWhoAsked() {
        ArpPacket question = ArpPacket.parse(QUESTION).orElseThrow();
        assertTrue(question.request());
        assertEquals(STATION, question.targetAddress());
        assertEquals("0200000000090200000000070806" + "0001080006040002" + "0200000000070a390064" + "0200000000090a3900c8",
                HexFormat.of().formatHex(question.answer(BLADE)));
    }

    @Test
    void anAnnouncementAsksEverybodyForItsOwn() {
        byte[] frame = ArpPacket.announcement(BLADE, STATION);
        assertEquals("ffffffffffff0200000000070806", HexFormat.of().formatHex(frame, 0, 14));
        ArpPacket told = ArpPacket.parse(frame).orElseThrow();
        assertTrue(told.request());
        assertEquals(BLADE, told.senderHardware());
        assertEquals(STATION, told.senderAddress());
        assertEquals(STATION, told.targetAddress());
    }

    @Test
    void anythingElse_isNone() {
        assertFalse(ArpPacket.parse(new byte[0]).isPresent());
        assertFalse(ArpPacket.parse(Arrays.copyOf(QUESTION, 41)).isPresent());
        for (int i = 12; i < 22; i++) {
            byte[] changed = QUESTION.clone();
            changed[i] ^= 0x10;
            assertFalse(ArpPacket.parse(changed).isPresent(), "byte " + i);
        }
    }
}
