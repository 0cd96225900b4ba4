package io.mediachassis.controller.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyslogTextTest {
    private static final UnitEvent EVENT = UnitEvent.newBuilder()
            .setNumber(3_145_729)
            .setAtEpochMs(1_795_255_200_123L)
            .setSeverity(Severity.CRITICAL)
            .setKind("blade.removed")
            .setSlot(3)
            .setText("Blade 3 was pulled without warning")
            .build();

    private static String text(UnitEvent event) {
        return new String(new SyslogText("station-1", 2).of(event), StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsAMessageOfRfc5424() {
        assertEquals("<130>1 2026-11-21T10:00:00.123Z station-1 mediachassis controller-2 blade.removed"
                + " [event@32473 number=\"3145729\" slot=\"3\"] Blade 3 was pulled without warning", text(EVENT));
        assertTrue(text(EVENT.toBuilder().setSeverity(Severity.WARNING).build()).startsWith("<132>1 "));
        assertTrue(text(EVENT.toBuilder().setSeverity(Severity.INFO).setSlot(0).build())
                .contains("<134>1 2026-11-21T10:00:00.123Z station-1 mediachassis controller-2 blade.removed"
                        + " [event@32473 number=\"3145729\"] "));
    }

    @Test
    void whatIsStrangeBreaksNoMessage() {
        assertTrue(text(EVENT.toBuilder().setText("Temp\u00e9rature").build()).endsWith("] \uFEFFTemp\u00e9rature"));
        assertTrue(text(EVENT.toBuilder().setText("two\nlines\u0000").build()).endsWith("] two lines "));
        assertTrue(text(EVENT.toBuilder().setKind("a kind of \u00fc").build()).contains(" a_kind_of__ ["));
        assertTrue(text(EVENT.toBuilder().setKind("").build()).contains(" - ["));
        byte[] cut = new SyslogText("", 1).of(EVENT.toBuilder().setText("\u20ac".repeat(5000)).build());
        assertTrue(cut.length > 2044 && cut.length <= 2048, cut.length + " bytes");
        assertTrue(new String(cut, StandardCharsets.UTF_8).endsWith("\u20ac"), "whole characters");
    }

    @Test
    void targetsAreRead() {
        assertEquals(new SyslogTarget(SyslogTarget.Protocol.UDP, "192.0.2.1", 514), SyslogTarget.parse("udp://192.0.2.1"));
        assertEquals("tls://log.example.net:6514", SyslogTarget.parse("tls://log.example.net").toString());
        assertEquals(new SyslogTarget(SyslogTarget.Protocol.TCP, "2001:db8::1", 10_514),
                SyslogTarget.parse("tcp://[2001:db8::1]:10514"));
        for (String wrong : List.of("", "192.0.2.1", "udp:192.0.2.1", "http://a:1", "udp://a:0", "udp://a:70000", "udp://a/b",
                "udp://")) {
            assertThrows(IllegalArgumentException.class, () -> SyslogTarget.parse(wrong), wrong);
            assertThrows(IllegalArgumentException.class,
                    () -> new SyslogSettings(List.of(wrong), SyslogSettings.Least.INFO, ""), wrong);
        }
    }
}
