package io.mediachassis.controller.controller;

import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blades of other stations, whose directors report to the registry that this controller runs, and get nothing else here.
 * Each speaks for the station that its chassis is, and for no other. Control loop.
 */
final class FarStations implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FarStations.class);

    private final Map<String, String> stationOfChassis;
    private final OtherChassis chassis;
    private final RegistryServer registry;
    private final BooleanSupplier mayAct;

    /**
     * Reads the certificates.
     *
     * @param own what this controller shows
     * @throws IOException when one can't be read, or two are of the same chassis
     */
    FarStations(
            List<ControllerConfig.FarStation> stations, TlsIdentity own, RegistryServer registry, BooleanSupplier mayAct)
            throws IOException {
        this.registry = registry;
        this.mayAct = mayAct;
        Map<String, String> names = new HashMap<>();
        List<X509Certificate> authorities = new ArrayList<>();
        try {
            for (ControllerConfig.FarStation station : stations) {
                X509Certificate authority = OtherChassis.read(station.ca());
                authorities.add(authority);
                names.put(OtherChassis.chassisOf(authority), station.name());
            }
            this.chassis = new OtherChassis(own, authorities);
        } catch (GeneralSecurityException e) {
            throw new IOException("head-end.stations can't be: " + e.getMessage(), e);
        }
        this.stationOfChassis = Map.copyOf(names);
    }

    /** Whom links are taken of. */
    OtherChassis chassis() {
        return chassis;
    }

    @Override
    public Optional<Fault> admit(Hello hello) {
        return hello.getParty() == Party.BLADE_AGENT
                ? Optional.empty()
                : Optional.of(Fault.newBuilder()
                        .setCode(Fault.Code.REFUSED)
                        .setText("blades of other stations alone have business here")
                        .build());
    }

    @Override
    public void onUp(Link link) {
        LOG.info("Link to blade {} of station {} is up", link.peer().getNumber(), station(link));
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case REGISTRY_REPORT, STATION_ALIVE, WHERE_QUERY -> {
                if (mayAct.getAsBoolean()) {
                    registry.onMessage(link, message, station(link));
                } else {
                    link.fault(message, Fault.Code.NOT_ACTIVE, "this controller is not the active one");
                }
            }
            default -> Boards.unknown(link, message);
        }
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        LOG.info("Link to blade {} of station {} is down", link.peer().getNumber(), station(link));
    }

    private String station(Link link) {
        return stationOfChassis.getOrDefault(link.peer().getChassisSerial(), "");
    }
}
