package io.mediachassis.backplane.identity;

import io.mediachassis.backplane.proto.Party;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Who a board is, as its certificate's subject says: {@code CN=blade-3, O=<chassis>, SERIALNUMBER=<board>}.
 *
 * @param chassisSerial serial number of the chassis, 1 to 64 printable characters
 * @param party what it is
 * @param number slot of a blade (1 to 16), number of a controller, or of the controller an SNMP agent sits beside
 * @param serialNumber serial number of the board, 1 to 64 printable characters
 */
public record PeerName(String chassisSerial, Party party, int number, String serialNumber) {
    private static final Pattern COMMON_NAME = Pattern.compile("(controller|blade|snmp)-([1-9][0-9]?)");
    // What PrintableString holds and no name syntax has to escape.
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ./:()-]{0,63}");
    private static final String SERIAL_NUMBER_OID = "2.5.4.5";

    public PeerName {
        prefix(party);
        if (number < 1 || number > 99) {
            throw new IllegalArgumentException("number " + number + " of a board is not within 1 to 99");
        }
        if (!SERIAL.matcher(chassisSerial).matches() || !SERIAL.matcher(serialNumber).matches()) {
            throw new IllegalArgumentException("serial number of chassis '" + chassisSerial + "' or board '"
                    + serialNumber + "' is not 1 to 64 letters, digits and . / : ( ) -");
        }
    }

    /** {@code blade-3}, {@code controller-1}, {@code snmp-2}. */
    public String commonName() {
        return prefix(party) + "-" + number;
    }

    /** Reads the subject; the caller has verified the certificate. */
    public static PeerName of(X509Certificate certificate) throws CertificateException {
        String subject = certificate
                .getSubjectX500Principal()
                .getName(X500Principal.RFC2253, Map.of(SERIAL_NUMBER_OID, "SERIALNUMBER"));
        Map<String, String> values = new HashMap<>();
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                String type = rdn.getType().toUpperCase(Locale.ROOT);
                if (values.put(type, String.valueOf(rdn.getValue())) != null) {
                    throw new CertificateException("certificate subject " + subject + " has two " + type);
                }
            }
        } catch (InvalidNameException e) {
            throw new CertificateException("certificate subject " + subject + " cannot be read", e);
        }
        Matcher name = COMMON_NAME.matcher(values.getOrDefault("CN", ""));
        if (!name.matches()) {
            throw new CertificateException("certificate subject " + subject + " names no board");
        }
        try {
            return new PeerName(
                    values.getOrDefault("O", ""),
                    party(name.group(1)),
                    Integer.parseInt(name.group(2)),
                    values.getOrDefault("SERIALNUMBER", ""));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("certificate subject " + subject + " names no board", e);
        }
    }

    private static String prefix(Party party) {
        return switch (party) {
            case CONTROLLER -> "controller";
            case BLADE_AGENT -> "blade";
            case SNMP_AGENT -> "snmp";
            case PARTY_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("no such board: " + party);
        };
    }

    private static Party party(String prefix) {
        return switch (prefix) {
            case "controller" -> Party.CONTROLLER;
            case "blade" -> Party.BLADE_AGENT;
            default -> Party.SNMP_AGENT;
        };
    }

    @Override
    public String toString() {
        return commonName() + " of chassis " + chassisSerial;
    }
}
