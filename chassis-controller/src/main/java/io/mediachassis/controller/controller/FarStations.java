package io.mediachassis.controller.controller;

import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.controller.controller.ControllerConfig.FarStation;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blades of other stations, whose directors report to the registry that this controller runs, and ask it what they are to do.
 * Each speaks for the station that its chassis is, and for no other. A station whose certificate can't be read is left out
 * until it can. The event loop of their links.
 */
final class FarStations implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FarStations.class);

    private final List<FarStation> stations;
    private final TlsIdentity own;
    private final RegistryServer registry;
    private final BooleanSupplier mayAct;
    private final FarBlades blades;
    private final Consumer<NewEvent> events;
    private final Map<String, String> stationOfChassis = new HashMap<>();
    private final Map<String, X509Certificate> authorities = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private Optional<LinkTrust> trust = Optional.empty();

    /**
     * Nobody is known before the first {@link #look}.
     *
     * @param own what this controller shows
     * @param blades hears which are there
     * @param mayAct whether this controller is active
     */
    FarStations(
            List<FarStation> stations, TlsIdentity own, RegistryServer registry, FarBlades blades, BooleanSupplier mayAct,
            Consumer<NewEvent> events) {
        this.stations = List.copyOf(stations);
        this.own = own;
        this.registry = registry;
        this.mayAct = mayAct;
        this.blades = blades;
        this.events = events;
    }

    /** Reads the certificates that could not be read yet, and tells of those that still can't, once a reign. */
    void look() {
        if (!mayAct.getAsBoolean()) {
            told.clear();
        }
        for (FarStation station : stations) {
            if (!authorities.containsKey(station.name())) {
                try {
                    read(station);
                } catch (IOException | GeneralSecurityException e) {
                    leftOut(station, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void read(FarStation station) throws IOException, GeneralSecurityException {
        X509Certificate authority = OtherChassis.read(station.ca());
        Map<String, X509Certificate> all = new HashMap<>(authorities);
        all.put(station.name(), authority);
        // Refuses a second one of the same chassis.
        OtherChassis others = new OtherChassis(own, List.copyOf(all.values()));
        String chassis = OtherChassis.chassisOf(authority);
        LOG.info("Station {} is chassis {}", station.name(), chassis);
        trust = Optional.of(LinkTrust.others(others));
        authorities.put(station.name(), authority);
        stationOfChassis.put(chassis, station.name());
        blades.known(station.name(), authority);
    }

    private void leftOut(FarStation station, String why) {
        if (!why.equals(reasons.put(station.name(), why))) {
            LOG.warn("Station {} is left out: {}", station.name(), why);
        }
        if (mayAct.getAsBoolean() && told.add(station.name())) {
            events.accept(NewEvent.warning("head-end.station.left-out", 0,
                    "Station " + station.name() + " can't report to this head-end: " + why));
        }
    }

    /** Whom links are taken of; empty: of nobody yet. */
    Optional<LinkTrust> trust() {
        return trust;
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
        blades.came(station(link), link);
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case TOKEN_REQUEST -> blades.tokenAsked(link);
            case REGISTRY_REPORT, STATION_ALIVE, WHERE_QUERY, PLAN_QUERY -> {
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
        blades.gone(link);
    }

    private String station(Link link) {
        return stationOfChassis.getOrDefault(link.peer().getChassisSerial(), "");
    }
}
