/** The network interfaces of all boards, as IF-MIB (RFC 2863) shows them. */
@NullMarked
package io.mediachassis.snmp.interfaces;

import org.jspecify.annotations.NullMarked;
