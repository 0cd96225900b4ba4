package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.controller.controller.ControllerConfig.FarStation;
import io.mediachassis.controller.controller.StationDirectoryKeeper.Told;
import io.mediachassis.controller.headend.distribution.RegistryNetwork;
import io.mediachassis.controller.headend.distribution.StationNetwork;
import io.mediachassis.controller.headend.distribution.StationPlans;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All stations of the head-end as its controller serves them, wired: what their blades are told, what they are to hold, and
 * what is known of them. Control loop.
 */
final class HeadEndStations {
    private static final long RENEW_NS = 30_000_000_000L;

    private final String home;
    private final X509Certificate ownAuthority;
    private final @Nullable RegistryServer registry;
    private final StationPlans plans;
    private final BoardCredentials credentials;
    private final ContentLink contents;
    private final BooleanSupplier acts;
    private final Clock clock;
    private final FarBlades blades;
    private final StationDirectoryKeeper directory;
    private final StationNetwork network;
    private final long stationLifetimeNs;
    private long renewNs;
    private volatile long reignBeganNs;

    /**
     * Of no station but the home, until others' certificates are read.
     *
     * @param registry null: this controller is no head-end
     * @param acts whether this controller is the active one
     * @param everybody tells blades of all stations
     */
    HeadEndStations(
            ControllerConfig config, X509Certificate ownAuthority, @Nullable RegistryServer registry, StationPlans plans,
            BoardCredentials credentials, ContentLink contents, Executor control, BooleanSupplier acts,
            Consumer<Envelope.Builder> everybody, Clock clock) {
        this.home = config.stationName();
        this.ownAuthority = ownAuthority;
        this.registry = registry;
        this.plans = plans;
        this.credentials = credentials;
        this.contents = contents;
        this.acts = acts;
        this.clock = clock;
        this.stationLifetimeNs = config.headEnd().stationLifetime().toNanos();
        this.renewNs = clock.nanoTime();
        this.reignBeganNs = clock.nanoTime();
        this.blades = new FarBlades(control, this::welcome, this::giveToken);
        this.directory = new StationDirectoryKeeper(
                home, config.headEnd()::sourceNets, everybody, () -> registry != null && acts.getAsBoolean());
        this.network = registry == null
                ? StationNetwork.NONE
                : new RegistryNetwork(
                        () -> others(registry, config.headEnd().stations()), registry::where, plans, clock);
    }

    /** Blades of other stations. */
    FarBlades blades() {
        return blades;
    }

    StationDirectoryKeeper directory() {
        return directory;
    }

    /** As the content manager distributes to it. Any thread. */
    StationNetwork network() {
        return network;
    }

    /**
     * Whether they have been heard lately, by name; for as long as a station's word lasts after the beginning of a reign nobody
     * is silent who has only not been heard yet. Any thread.
     */
    private Map<String, Boolean> others(RegistryServer known, List<FarStation> stations) {
        Map<String, Boolean> alive = new HashMap<>();
        long now = clock.nanoTime();
        boolean early = now - reignBeganNs < stationLifetimeNs;
        stations.forEach(station ->
                alive.put(station.name(), early || known.facts().of(station.name(), now).isPresent()));
        return alive;
    }

    /** This controller is about to act. */
    void beginReign(long epoch) {
        reignBeganNs = clock.nanoTime();
        plans.beginReign(epoch);
        directory.beginReign(epoch);
    }

    /** It acts. */
    void begun() {
        blades.welcomeAll();
    }

    void endReign() {
        plans.endReign();
    }

    /** Each second. */
    void look() {
        if (registry == null || !acts.getAsBoolean()) {
            return;
        }
        Map<String, X509Certificate> authorities = new HashMap<>(blades.authorities());
        authorities.put(home, ownAuthority);
        long now = clock.nanoTime();
        directory.look(authorities, station -> registry.facts().of(station, now)
                .map(fact -> new Told(fact.address(), true))
                .orElse(Told.NOTHING));
        if (now - renewNs >= RENEW_NS) {
            renewNs = now;
            blades.renewTokens();
        }
    }

    private void welcome(String engine, Link link) {
        if (acts.getAsBoolean()) {
            credentials.tellTrust(link);
            contents.welcome(link);
            directory.welcome(link);
            credentials.grantToken(engine, link);
        }
    }

    private void giveToken(String engine, Link link) {
        if (acts.getAsBoolean()) {
            credentials.grantToken(engine, link);
        }
    }
}
