# The Python of this image comes first; /etc/profile has just reset the path.
case ":$PATH:" in
    *:/opt/zuka/python/bin:*) ;;
    *) PATH="/opt/zuka/python/bin:$PATH"; export PATH ;;
esac
