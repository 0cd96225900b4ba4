package io.mediachassis.blade.station;

import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.StationDirectory;
import io.mediachassis.backplane.proto.StationRow;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which stations belong to this head-end, by its controllers' word. Immutable; any thread. */
public final class Directory {
    /** Nobody is known. */
    public static final Directory NONE = new Directory(StationDirectory.getDefaultInstance(), "");

    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
    private static final int MOST = 1000;

    private final StationDirectory word;
    private final Map<String, StationRow> others = new LinkedHashMap<>();

    /** @param own this station's name */
    public Directory(StationDirectory word, String own) {
        this.word = word;
        word.getStationsList().stream()
                .filter(row -> !row.getName().isEmpty() && !row.getName().equals(own))
                .limit(MOST)
                .forEach(row -> others.put(row.getName(), row));
    }

    /** What was said, as it came. */
    StationDirectory word() {
        return word;
    }

    /** Whether that word holds in place of this one: of a newer reign, or of this one and later. */
    boolean isOlderThan(StationDirectory other) {
        return other.getEpoch() > word.getEpoch()
                || (other.getEpoch() == word.getEpoch() && other.getRevision() > word.getRevision());
    }

    /** All stations but this one. */
    public List<StationRow> others() {
        return List.copyOf(others.values());
    }

    /** One of them. */
    public Optional<StationRow> other(String name) {
        return Optional.ofNullable(others.get(name));
    }

    /** Whether a program could come from anywhere. */
    public boolean hasOthers() {
        return !others.isEmpty();
    }

    /** Certificates of the others' CAs, of each chassis one; a row that can't be read is left out. */
    List<X509Certificate> authorities() {
        Map<String, X509Certificate> byChassis = new LinkedHashMap<>();
        others.values().forEach(row -> authority(row).ifPresent(ca -> {
            try {
                byChassis.putIfAbsent(OtherChassis.chassisOf(ca), ca);
            } catch (GeneralSecurityException e) {
                LOG.debug("The CA of station {} names no chassis", row.getName(), e);
            }
        }));
        return List.copyOf(byChassis.values());
    }

    /** The certificate of a station's CA; empty when it can't be read. */
    static Optional<X509Certificate> authority(StationRow row) {
        try {
            return Optional.of(TlsIdentity.certificate(row.getAuthority().toByteArray()));
        } catch (GeneralSecurityException e) {
            LOG.debug("The CA of station {} can't be read", row.getName(), e);
            return Optional.empty();
        }
    }

    /** Where a station's director answers: a numeric address, since no name server is waited for. */
    static Optional<InetSocketAddress> address(StationRow row) {
        String text = row.getAddress();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replace("[", "").replace("]", "");
        String port = text.substring(colon + 1);
        boolean numeric = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        return numeric && port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65_535
                ? Optional.of(new InetSocketAddress(host, Integer.parseInt(port)))
                : Optional.empty();
    }
}
