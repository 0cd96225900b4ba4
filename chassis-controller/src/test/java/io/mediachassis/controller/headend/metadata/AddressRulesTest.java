package io.mediachassis.controller.headend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.controller.headend.metadata.FileServer.Standing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {
    private static final ServerAddress ADDRESS = ServerAddress.parse("http://media.example.org:8080").orElseThrow();

    private static FileServer server(String owner, Standing standing, boolean shared) {
        return new FileServer(ADDRESS, owner, standing, "proof", shared);
    }

    @Test
    void whoClaimsFirstHasNothingYet_andWhoProvedItHasItAlone() {
        FileServer his = AddressRules.claim(ADDRESS, "acme", List.of(server("mallory", Standing.CLAIMED, false)), 0, "x");
        assertEquals(Standing.CLAIMED, his.standing());
        List<FileServer> taken = List.of(server("acme", Standing.PROVEN, false));
        assertEquals(409, assertThrows(MetadataRefusal.class,
                () -> AddressRules.claim(ADDRESS, "mallory", taken, 0, "x")).status());
        ServerAddress ftp = ServerAddress.parse("ftp://media.example.org:8080").orElseThrow();
        assertEquals(409, assertThrows(MetadataRefusal.class,
                () -> AddressRules.claim(ftp, "mallory", taken, 0, "x")).status(), "another scheme is no other server");
        assertEquals(Standing.PROVEN, AddressRules.claim(ftp, "acme", taken, 1, "x").standing());
        assertEquals("proof", AddressRules.claim(ADDRESS, "acme", taken, 1, "another").proof(), "a claim made twice is one");
        assertThrows(MetadataRefusal.class, () -> AddressRules.claim(
                ADDRESS, "acme", List.of(), AddressRules.SERVERS_OF_OWNER, "x"));
    }

    @Test
    void filesLieOnOnesOwnProvenServers_andOnSharedOnes() {
        String text = ADDRESS.text();
        AddressRules.requireUsable(text, "acme", List.of(server("acme", Standing.APPROVED, false)));
        AddressRules.requireUsable(text, "acme", List.of(server("bert", Standing.APPROVED, true)));
        assertThrows(MetadataRefusal.class, () -> AddressRules.requireUsable(
                text, "acme", List.of(server("acme", Standing.CLAIMED, false), server("bert", Standing.PROVEN, false))));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://user@host", "http://host/path", "http://host:0", "http://host:65536", "http://0x7f.1", "http://2130706433",
        "http://127.1", "http://0177.0.0.1", "http://10.0.0.1.", "http://a..b", "gopher://host", "file:///etc/passwd",
        "HTTP://host", "http://host\r\nX: y", "http://host?x", "http://host#x", "http://[::1", "udp://192.0.2.1:5000",
        "udp://239.1.1.1", "rtp://224.0.0.5:5000", "http://-a", "http://'; drop table owner; --", ""
    })
    void otherTextsAreNoAddresses(String text) {
        assertEquals(Optional.empty(), ServerAddress.parse(text));
    }

    @Test
    void anAddressHasOneText() {
        assertEquals("http://media.example.org:80", ServerAddress.parse("http://Media.Example.ORG").orElseThrow().text());
        assertEquals("ftp://192.0.2.7:21", ServerAddress.parse("ftp://192.0.2.7").orElseThrow().text());
        assertEquals("https://[2001:db8::1]:443", ServerAddress.parse("https://[2001:DB8::1]").orElseThrow().text());
        assertEquals("udp://239.1.1.1:5000", ServerAddress.parse("udp://239.1.1.1:5000").orElseThrow().text());
    }
}
