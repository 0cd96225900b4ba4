package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnwardTextTest {
    @Test
    void readsOffsetAndLoops() throws Exception {
        Onward one = OnwardText.one("udp://192.0.2.7:5000;offset=30;loops=2");
        assertEquals(30_000, one.offsetMs());
        assertEquals(2, one.loops());
        assertEquals("udp://192.0.2.7:5000", one.target().toString());
        assertTrue(one.plays(2));
        assertEquals(false, one.plays(3));
    }

    @Test
    void eitherMayBeLeftOutAndBlanksStand() throws Exception {
        List<Onward> all = OnwardText.fields(List.of(
                "rtp://@239.1.1.1:5004; loops=forever ;offset=0.25, udp://192.0.2.7:5000", "udp://192.0.2.8:1"));
        assertEquals(3, all.size());
        assertEquals(new Onward(OnwardTarget.parse("rtp://239.1.1.1:5004"), 250, Onward.FOREVER), all.get(0));
        assertEquals(new Onward(OnwardTarget.parse("udp://192.0.2.7:5000"), 0, 0), all.get(1));
    }

    @Test
    void comesBackFromProto() throws Exception {
        for (String text : List.of("udp://192.0.2.7:5000;offset=1.5;loops=7", "rtp://239.1.1.1:5004;loops=forever")) {
            assertEquals(OnwardText.one(text), Onward.of(OnwardText.one(text).toProto()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "udp://", "udp://host:5000", "udp://192.0.2.7", "udp://192.0.2.7:0", "udp://192.0.2.7:65536",
        "rtp://192.0.2.7:65535", "udp://192.0.2.256:5000", "http://192.0.2.7:5000", "udp://192.0.2.7:5000;offset",
        "udp://192.0.2.7:5000;offset=-1", "udp://192.0.2.7:5000;offset=1e3", "udp://192.0.2.7:5000;offset=1;offset=2",
        "udp://192.0.2.7:5000;loops=-1", "udp://192.0.2.7:5000;loops=1;loops=1", "udp://192.0.2.7:5000;speed=2",
        "udp://192.0.2.7:5000;;", "udp://192.0.2.7:5000;offset=999999", "udp://192.0.2.7:5000;loops=9999999",
        "udp://192.0.2.7:5000/path", "udp://u@192.0.2.7:5000", "udp://192.0.2.7:5000;offset=1.2345"
    })
    void refusesWhatIsNone(String text) {
        DistributionRefused refused = assertThrows(DistributionRefused.class, () -> OnwardText.fields(List.of(text)));
        assertEquals(400, refused.status());
        assertTrue(!refused.hint().isEmpty() && !refused.text().isEmpty());
    }

    @Test
    void refusesMoreThanSixtyFour() {
        List<String> many = new ArrayList<>(Collections.nCopies(65, "udp://192.0.2.7:5000"));
        assertThrows(DistributionRefused.class, () -> OnwardText.fields(many));
    }

    @Test
    void repeatsNothingThatATerminalObeys() {
        String text = assertThrows(DistributionRefused.class, () -> OnwardText.one("udp://\u001b[2J" + "x".repeat(150))).text();
        assertTrue(text.length() < 200 && text.indexOf('\u001b') < 0, text);
    }
}
