package io.mediachassis.blade.announce.dvb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A loop of descriptors (EN 300 468 section 6.2), put together one after the other. One thread. */
final class Descriptors {
    static final int NETWORK_NAME = 0x40;
    static final int SERVICE_LIST = 0x41;
    static final int SERVICE = 0x48;
    static final int NVOD_REFERENCE = 0x4B;
    static final int TIME_SHIFTED_SERVICE = 0x4C;
    static final int SHORT_EVENT = 0x4D;
    static final int TIME_SHIFTED_EVENT = 0x4F;
    static final int PRIVATE_DATA_SPECIFIER = 0x5F;
    static final int EXTENSION = 0x7F;
    static final int URI_LINKAGE = 0x13;

    /** Service types: what a service of each kind is in a list of services. */
    static final int REFERENCE_SERVICE_TYPE = 0x04;
    static final int TIME_SHIFTED_SERVICE_TYPE = 0x05;

    /** References of three 16-bit numbers that fit into one descriptor. */
    private static final int REFERENCES = 42;
    private static final int MAX = 255;
    /** Of a URI linkage: the first type that users define. */
    private static final int OWN_URI_TYPE = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    /** Where a service is found in the network: transport stream, original network and service. */
    record Triplet(int transportStreamId, int originalNetworkId, int serviceId) {}

    byte[] bytes() {
        return out.toByteArray();
    }

    Descriptors networkName(String name) {
        return descriptor(NETWORK_NAME, DvbText.encode(name, MAX));
    }

    /** Services of one type. */
    Descriptors serviceList(List<Integer> services, int type) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (int service : services) {
            put16(list, service);
            list.write(type);
        }
        return descriptor(SERVICE_LIST, list.toByteArray());
    }

    Descriptors service(int type, String provider, String name) {
        byte[] by = DvbText.encode(provider, 64);
        byte[] called = DvbText.encode(name, 160);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(type);
        body.write(by.length);
        body.writeBytes(by);
        body.write(called.length);
        body.writeBytes(called);
        return descriptor(SERVICE, body.toByteArray());
    }

    /** The services that show the reference service's events at other times; as many descriptors as it takes. */
    Descriptors nvodReference(List<Triplet> services) {
        for (int from = 0; from < services.size(); from += REFERENCES) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (Triplet service : services.subList(from, Math.min(services.size(), from + REFERENCES))) {
                put16(body, service.transportStreamId());
                put16(body, service.originalNetworkId());
                put16(body, service.serviceId());
            }
            descriptor(NVOD_REFERENCE, body.toByteArray());
        }
        return this;
    }

    Descriptors timeShiftedService(int referenceServiceId) {
        return descriptor(TIME_SHIFTED_SERVICE,
                new byte[] {(byte) (referenceServiceId >>> 8), (byte) referenceServiceId});
    }

    Descriptors timeShiftedEvent(int referenceServiceId, int referenceEventId) {
        return descriptor(TIME_SHIFTED_EVENT, new byte[] {(byte) (referenceServiceId >>> 8), (byte) referenceServiceId,
                (byte) (referenceEventId >>> 8), (byte) referenceEventId});
    }

    Descriptors shortEvent(String language, String name, String text) {
        byte[] called = DvbText.encode(name, 120);
        byte[] about = DvbText.encode(text, 120);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(language.getBytes(StandardCharsets.US_ASCII));
        body.write(called.length);
        body.writeBytes(called);
        body.write(about.length);
        body.writeBytes(about);
        return descriptor(SHORT_EVENT, body.toByteArray());
    }

    /**
     * Where the service is on an IP network (EN 300 468 section 6.4.16.1), in a type of our own: DVB has no standard
     * one for a group.
     *
     * @param specifier whose private types these are
     */
    Descriptors uriLinkage(int specifier, String uri) {
        descriptor(PRIVATE_DATA_SPECIFIER, new byte[] {(byte) (specifier >>> 24), (byte) (specifier >>> 16),
                (byte) (specifier >>> 8), (byte) specifier});
        byte[] where = uri.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(URI_LINKAGE);
        body.write(OWN_URI_TYPE);
        body.write(where.length);
        body.writeBytes(where);
        return descriptor(EXTENSION, body.toByteArray());
    }

    private Descriptors descriptor(int tag, byte[] body) {
        if (body.length > MAX) {
            throw new IllegalArgumentException("descriptor " + Integer.toHexString(tag) + " has " + body.length
                    + " bytes, at most " + MAX + " are possible");
        }
        out.write(tag);
        out.write(body.length);
        out.writeBytes(body);
        return this;
    }

    private static void put16(ByteArrayOutputStream to, int value) {
        to.write(value >>> 8);
        to.write(value);
    }
}
