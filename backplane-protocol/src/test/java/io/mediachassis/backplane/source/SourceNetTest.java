package io.mediachassis.backplane.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetTest {
    @Test
    void itHoldsWhatBeginsAsItDoes() {
        SourceNet four = SourceNet.of("10.20.16.0/20");
        assertTrue(four.holds("10.20.16.1") && four.holds("10.20.31.255"));
        assertFalse(four.holds("10.20.32.1") || four.holds("10.20.15.255") || four.holds("::1") || four.holds("engine"));
        SourceNet six = SourceNet.of("2001:db8:7::/47");
        assertTrue(six.holds("2001:db8:6::1") && six.holds("2001:DB8:7:ffff::1"));
        assertFalse(six.holds("2001:db8:8::1") || six.holds("10.20.16.1") || six.holds("fe80::1%eth0"));
        assertTrue(SourceNet.of("0.0.0.0/0").holds("192.0.2.1"));
        assertFalse(SourceNet.of("192.0.2.1/32").holds("192.0.2.2"));
    }

    @Test
    void aroundAnAddressIsWhatIsCalledItsNet() {
        assertTrue(SourceNet.around("192.0.2.100").orElseThrow().holds("192.0.2.7"));
        assertFalse(SourceNet.around("192.0.2.100").orElseThrow().holds("192.0.3.7"));
        assertTrue(SourceNet.around("2001:db8::1").orElseThrow().holds("2001:db8::ffff:1"));
        assertFalse(SourceNet.around("2001:db8::1").orElseThrow().holds("2001:db8:0:1::1"));
        assertEquals(Optional.empty(), SourceNet.around("station"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "192.0.2.0", "192.0.2.0/33", "192.0.2.0/", "192.0.2/24", "192.0.02.0/24", "::1/129", "host/24",
        "[::1]/64", "192.0.2.0/-1", "192.0.2.0/+8", "::ffff:192.0.2.1/96"})
    void whatIsNoNetIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SourceNet.of(text));
    }
}
