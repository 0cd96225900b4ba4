package io.mediachassis.controller.controller;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StationDirectory;
import io.mediachassis.backplane.proto.StationRow;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which stations belong to this head-end, as their blades are told. Control loop. */
final class StationDirectoryKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StationDirectoryKeeper.class);

    private final String home;
    private final Function<String, List<String>> sourceNets;
    private final Consumer<Envelope.Builder> everybody;
    private final BooleanSupplier acts;
    private StationDirectory word = StationDirectory.getDefaultInstance();

    /**
     * What is known of a station from its own words.
     *
     * @param address HOST:PORT where its director answers those of others; empty: not told
     * @param alive heard within its lease
     */
    record Told(String address, boolean alive) {
        static final Told NOTHING = new Told("", false);
    }

    /**
     * Of nobody yet.
     *
     * @param home the station of this controller
     * @param sourceNets in which a station's engines lie, as configured; none: that of its address
     * @param everybody blades of all stations
     * @param acts whether this controller is the active one
     */
    StationDirectoryKeeper(
            String home, Function<String, List<String>> sourceNets, Consumer<Envelope.Builder> everybody, BooleanSupplier acts) {
        this.home = home;
        this.sourceNets = sourceNets;
        this.everybody = everybody;
        this.acts = acts;
    }

    /** A reign begins; the directory is made anew with the next look. */
    void beginReign(long epoch) {
        word = StationDirectory.newBuilder().setEpoch(epoch).build();
    }

    /**
     * Tells everybody where something is another than it was.
     *
     * @param authorities certificates of the stations' CAs by name, the home's among them
     */
    void look(Map<String, X509Certificate> authorities, Function<String, Told> told) {
        if (!acts.getAsBoolean()) {
            return;
        }
        List<StationRow> rows = new TreeMap<>(authorities).entrySet().stream()
                .map(station -> row(station.getKey(), station.getValue(), told.apply(station.getKey())))
                .toList();
        if (!rows.equals(word.getStationsList())) {
            word = StationDirectory.newBuilder()
                    .setEpoch(word.getEpoch())
                    .setRevision(word.getRevision() + 1)
                    .addAllStations(rows)
                    .build();
            everybody.accept(Envelope.newBuilder().setStationDirectory(word));
        }
    }

    /** A blade's link came up. */
    void welcome(Link link) {
        if (acts.getAsBoolean() && word.getRevision() > 0) {
            link.send(Envelope.newBuilder().setStationDirectory(word));
        }
    }

    private StationRow row(String name, X509Certificate authority, Told told) {
        StationRow.Builder row = StationRow.newBuilder()
                .setName(name)
                .setAddress(told.address())
                .setHome(name.equals(home))
                .addAllSourceNets(sourceNets.apply(name))
                .setAlive(told.alive());
        try {
            row.setAuthority(ByteString.copyFrom(authority.getEncoded()));
        } catch (CertificateEncodingException e) {
            LOG.warn("The certificate of station {} can't be written: {}", name, e.getMessage());
        }
        return row.build();
    }
}
