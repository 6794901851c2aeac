import socket

socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 15)
