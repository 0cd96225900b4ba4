package io.mediachassis.blade.obtain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses of engines in other stations are asked, and which sizes are believed. */
class SourceChecksTest {
    private static List<String> good(String url, String director, String... nets) {
        return SourceChecks.good(List.of(SegmentSource.newBuilder().setHttpUrl(url).build()), director, List.of(nets)).stream()
                .map(SegmentSource::getHttpUrl)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "not an address", "192.0.2.7:80/", "/programs/", "file:/etc/passwd", "https://192.0.2.7:80/", "http://192.0.2.7/",
        "http://192.0.2.7:80/x/", "http://192.0.2.7:80/?x", "http://192.0.2.7:80//", "http://192.0.2.7:0/",
        "http://192.0.2.7:65536/", "http://192.0.2.256:80/", "http://192.0.2.07:80/", "http://192.0.3.7:80/",
        "http://1192.0.2.7:80/", "http://192.0.2.7@192.0.3.7:80/", "http://x@192.0.2.7:80/", "http://engine:80/",
        "http://[::1]:80/", "http://192.0.2.7:80/\n", "HTTP://192.0.2.7:80/"
    })
    void whatIsNoAddressOfTheStationIsNotAsked(String url) {
        assertEquals(List.of(), good(url, "192.0.2.100:7404"));
    }

    @Test
    void whatIsInItsNetIsAskedAndEndsInASlash() {
        assertEquals(List.of("http://192.0.2.7:8080/"), good("http://192.0.2.7:8080/", "192.0.2.100:7404"));
        assertEquals(List.of("http://192.0.2.7:8080/"), good("http://192.0.2.7:8080", "192.0.2.100:7404"));
    }

    @Test
    void ofIpv6ItsNetIsASixtyFour() {
        assertEquals(List.of("http://[2001:db8::7]:8080/"), good("http://[2001:db8::7]:8080", "[2001:db8::1]:7404"));
        assertEquals(List.of(), good("http://[2001:db8:0:1::7]:8080/", "[2001:db8::1]:7404"));
        assertEquals(List.of(), good("http://2001:db8::7:8080/", "[2001:db8::1]:7404"));
        assertEquals(List.of(), good("http://[fe80::7%eth0]:8080/", "[fe80::1]:7404"));
    }

    @Test
    void whereNetsAreConfiguredTheyCount_andNotThatOfItsDirector() {
        String[] nets = {"10.1.0.0/16", "2001:db8:7::/48", "no net"};
        assertEquals(List.of("http://10.1.9.7:80/"), good("http://10.1.9.7:80/", "192.0.2.100:7404", nets));
        assertEquals(List.of("http://[2001:db8:7:9::1]:80/"), good("http://[2001:db8:7:9::1]:80/", "192.0.2.100:7404", nets));
        assertEquals(List.of(), good("http://192.0.2.7:80/", "192.0.2.100:7404", nets));
        assertEquals(List.of(), good("http://192.0.2.7:80/", "192.0.2.100:7404", "no net"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "192.0.2.100", "station:7404", "[::1]:7404", "::1:7404", "192.0.2.100:x", "[192.0.2.100:7404"})
    void aStationWhoseOwnAddressIsNoneHasNoEngines(String director) {
        assertEquals(List.of(), good("http://192.0.2.7:8080/", director));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 8, true", "7, 8, false", "0, 8, false", "-1, 8, false", "4611686018427387904, 8, false",
        "34359738368, 8, true", "34359738376, 8, false", "35184372088832, 16000, true", "35184372088833, 16000, false"
    })
    void aSizeIsPossibleOrNot(long bytes, int segments, boolean possible) {
        assertEquals(possible, SourceChecks.size(SegmentSourceReply.newBuilder()
                .setBytes(bytes).setSegmentsTotal(segments).build()).isEmpty());
    }
}
