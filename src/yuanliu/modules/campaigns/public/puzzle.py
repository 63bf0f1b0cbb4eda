"""The puzzle that a visitor's browser solves where a campaign asks for it: a proof that sending cost some work.

SHA-256 is written out, because browsers offer theirs only on https and one hash at a time.
"""

from base64 import b64encode
from hashlib import sha256

from django.utils.safestring import mark_safe

from yuanliu.base.puzzle import BITS
from yuanliu.modules.campaigns import shield

_SCRIPT = """
(function(){
var K=[],H=[],n=2,c=0;
for(;c<64;n++){for(var p=true,d=2;d*d<=n;d++)if(n%d==0){p=false;break}
if(p){if(c<8)H[c]=(Math.pow(n,.5)%1*4294967296)|0;K[c++]=(Math.pow(n,1/3)%1*4294967296)|0}}
function first(s){var h=H.slice(),l=s.length,w=[],i,j;
for(i=0;i<l;i++)w[i>>2]|=s.charCodeAt(i)<<(24-i%4*8);
w[l>>2]|=128<<(24-l%4*8);var m=((l+8>>6)+1)*16;w[m-1]=l*8;
for(j=0;j<m;j+=16){var q=[],a=h.slice();
for(i=0;i<64;i++){
if(i<16)q[i]=w[j+i]|0;
else{var x=q[i-15],y=q[i-2];
q[i]=(q[i-16]+((x>>>7|x<<25)^(x>>>18|x<<14)^x>>>3)+q[i-7]+((y>>>17|y<<15)^(y>>>19|y<<13)^y>>>10))|0}
var e=a[4],b=a[0],
t=(a[7]+((e>>>6|e<<26)^(e>>>11|e<<21)^(e>>>25|e<<7))+((e&a[5])^(~e&a[6]))+K[i]+q[i])|0,
u=(((b>>>2|b<<30)^(b>>>13|b<<19)^(b>>>22|b<<10))+((b&a[1])^(b&a[2])^(a[1]&a[2])))|0;
a=[(t+u)|0,b,a[1],a[2],(a[3]+t)|0,e,a[5],a[6]]}
for(i=0;i<8;i++)h[i]=(h[i]+a[i])|0}
return h[0]}
var f=document.forms[0],token=f.elements.TOKEN.value,out=f.elements.SOLUTION,k=0,asked=false;
function work(){
for(var end=k+1500;k<end;k++)if(!(first(token+":"+k)>>>(32-BITS))){
out.value=k;if(asked)f.submit();return}
setTimeout(work,0)}
f.addEventListener("submit",function(e){if(!out.value){e.preventDefault();asked=true}});
work()})()
"""


def _written() -> str:
    names = {"TOKEN": shield.TOKEN, "SOLUTION": shield.SOLUTION, "BITS": str(BITS)}
    script = _SCRIPT.strip()
    for name, value in names.items():
        script = script.replace(name, value)
    return script


SCRIPT = mark_safe(_written())  # noqa: S308  a constant
HASH = "sha256-" + b64encode(sha256(SCRIPT.encode()).digest()).decode()
