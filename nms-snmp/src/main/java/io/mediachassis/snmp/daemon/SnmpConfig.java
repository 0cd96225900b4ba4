package io.mediachassis.snmp.daemon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.mediachassis.snmp.agent.AgentSettings;
import io.mediachassis.snmp.agent.AgentSettings.TrapTarget;
import io.mediachassis.snmp.agent.AgentSettings.User;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration, checked; reference.conf says what each setting means.
 *
 * @param holdTime how long the management address outlives the news of the controller
 */
public record SnmpConfig(
        int controller,
        InetSocketAddress controllerAddress,
        Optional<InetAddress> localAddress,
        Path identityFolder,
        Path stateFolder,
        Duration holdTime,
        AgentSettings agent) {
    private static final String PREFIX = "mediachassis.snmp";
    private static final Set<String> USER_KEYS = Set.of("name", "auth-passphrase", "priv-passphrase", "operator");
    private static final Set<String> TARGET_KEYS =
            Set.of("address", "port", "version", "user", "community", "inform");

    public SnmpConfig {
        if (holdTime.compareTo(Duration.ofSeconds(1)) < 0 || holdTime.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("hold-time " + holdTime.toMillis() + " ms is not within 1 s to 60 s");
        }
        if (controller < 1 || controller > 2) {
            throw new IllegalArgumentException("controller.number " + controller + " is neither 1 nor 2");
        }
    }

    /**
     * Reads a file over the defaults.
     *
     * @throws IllegalArgumentException says which setting is wrong and why, and quotes no secret
     */
    public static SnmpConfig load(File file) {
        if (!file.canRead()) {
            throw new IllegalArgumentException("configuration file " + file + " can't be read");
        }
        try {
            Config reference = ConfigFactory.defaultReference();
            Config whole = ConfigFactory.parseFile(file).withFallback(reference).resolve();
            refuseUnknown(whole.getObject(PREFIX), reference.getObject(PREFIX), PREFIX);
            return of(whole);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new IllegalArgumentException("configuration file " + file + ": " + e.getMessage(), e);
        }
    }

    /** A mistyped key would silently leave its default in force. Every key but those of list items has a default. */
    private static void refuseUnknown(ConfigObject given, ConfigObject reference, String path) {
        for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
            ConfigValue known = reference.get(entry.getKey());
            String key = path + "." + entry.getKey();
            if (known == null) {
                throw unknown(key, entry.getValue(), reference.keySet());
            }
            if (known instanceof ConfigObject part && entry.getValue() instanceof ConfigObject object) {
                refuseUnknown(object, part, key);
            }
        }
    }

    private static Config item(Config item, Set<String> known, String list) {
        for (Map.Entry<String, ConfigValue> entry : item.root().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw unknown(PREFIX + "." + list + "[]." + entry.getKey(), entry.getValue(), known);
            }
        }
        return item;
    }

    private static IllegalArgumentException unknown(String key, ConfigValue value, Set<String> known) {
        return new IllegalArgumentException("unknown key " + key + " (" + value.origin().description() + "); known are "
                + String.join(", ", new TreeSet<>(known)));
    }

    /** Binds the part under {@code mediachassis.snmp}. */
    static SnmpConfig of(Config whole) {
        Config c = whole.getConfig(PREFIX);
        String local = c.getString("controller.local-address");
        return new SnmpConfig(
                c.getInt("controller.number"),
                address(c.getString("controller.address"), c.getInt("controller.port")),
                local.isEmpty() ? Optional.empty() : Optional.of(host(local)),
                Path.of(c.getString("identity-folder")),
                Path.of(c.getString("state-folder")),
                c.getDuration("hold-time"),
                agent(c));
    }

    private static AgentSettings agent(Config c) {
        String community = c.getString("community");
        List<User> users = c.getConfigList("users").stream()
                .map(u -> item(u, USER_KEYS, "users"))
                .map(u -> new User(u.getString("name"), u.getString("auth-passphrase"),
                        u.getString("priv-passphrase"), u.hasPath("operator") && u.getBoolean("operator")))
                .toList();
        List<TrapTarget> targets = c.getConfigList("targets").stream()
                .map(t -> item(t, TARGET_KEYS, "targets"))
                .map(SnmpConfig::target)
                .toList();
        if (community.isEmpty() && users.isEmpty()) {
            throw new IllegalArgumentException("nobody could read: set users, or community");
        }
        return new AgentSettings(
                address(c.getString("management.address"), c.getInt("management.port")),
                c.getInt("enterprise"),
                c.getString("contact"),
                c.getString("location"),
                c.getString("name"),
                community.isEmpty() ? Optional.empty() : Optional.of(community),
                users,
                targets,
                c.getInt("max-repetitions"),
                c.getInt("threads"));
    }

    private static TrapTarget target(Config t) {
        String version = t.getString("version");
        boolean v3 = switch (version) {
            case "v3" -> true;
            case "v2c" -> false;
            default -> throw new IllegalArgumentException("version '" + version + "' of a target is not v2c or v3");
        };
        return new TrapTarget(
                address(t.getString("address"), t.hasPath("port") ? t.getInt("port") : 162),
                v3,
                t.getString(v3 ? "user" : "community"),
                t.hasPath("inform") && t.getBoolean("inform"));
    }

    private static InetSocketAddress address(String host, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
        }
        return new InetSocketAddress(host(host), port);
    }

    private static InetAddress host(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address '" + host + "'", e);
        }
    }
}
